/**
 * The script of the list of clauses: filters, search, rows as they are needed, and an address for each choice.
 * All texts go into the page as texts. `performance.measure('filter')` tells how long a choice took.
 */
export const EXPLORER = String.raw`
(() => {
  const { of, looks, clauses } = window.TOUCHSTONE
  const form = document.querySelector('.filters')
  const body = document.querySelector('.clauses tbody')
  const table = document.querySelector('.clauses')
  const found = document.querySelector('.found')
  const more = document.querySelector('.more')
  const FIRST = 100
  const [ID, SLUG, SERVICE, TOPIC, STATEMENT, STRENGTH, EVIDENCE, VERDICTS] = [0, 1, 2, 3, 4, 5, 6, 7]
  const texts = clauses.map((clause) => (clause[ID] + ' ' + clause[STATEMENT]).toLowerCase())
  const letters = Object.fromEntries(Object.entries(looks).map(([letter, { verdict }]) => [verdict, letter]))
  let matching = []
  let shown = 0

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }

  const cells = new Map()
  const cellOf = (letter, nth) => {
    const key = letter + nth
    if (!cells.has(key)) {
      const { verdict, glyph, word } = looks[letter]
      const mark = element('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph)
      const said = element('span', { class: 'said' }, word)
      const name = element('span', { class: 'name', 'aria-hidden': 'true' }, of[nth].name)
      cells.set(key, element('td', { class: 'verdict ' + verdict, title: of[nth].name + ': ' + word }, mark, said, name))
    }
    return cells.get(key).cloneNode(true)
  }

  const rowOf = (clause) => {
    const link = element('a', { href: 'c/' + (clause[SLUG] || clause[ID]) + '.html' }, clause[ID])
    const statement = element('span', { class: 'statement' }, clause[STATEMENT])
    const row = element('tr', {}, element('th', { scope: 'row' }, link, statement))
    for (let nth = 0; nth < of.length; nth++) row.append(cellOf(clause[VERDICTS][nth], nth))
    return row
  }

  const show = (count) => {
    const rows = document.createDocumentFragment()
    for (const clause of matching.slice(shown, shown + count)) rows.append(rowOf(clause))
    body.append(rows)
    shown = Math.min(matching.length, shown + count)
    more.hidden = shown >= matching.length
    more.textContent = 'show ' + Math.min(2 * FIRST, matching.length - shown) + ' more'
  }

  const chosen = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))

  const apply = () => {
    performance.mark('filter-began')
    const { q = '', service, topic, of: slug, verdict, strength, evidence } = chosen()
    const words = q.toLowerCase().split(/\s+/).filter(Boolean)
    const nth = of.findIndex((one) => one.slug === slug)
    const letter = letters[verdict]
    matching = clauses.filter((clause, at) =>
      (!service || clause[SERVICE] === service) &&
      (!topic || clause[SERVICE] + ' ' + clause[TOPIC] === topic) &&
      (!strength || clause[STRENGTH] === strength) &&
      (!evidence || clause[EVIDENCE] === evidence || clause[EVIDENCE] === 'both') &&
      (!letter || (nth < 0 ? clause[VERDICTS].includes(letter) : clause[VERDICTS][nth] === letter)) &&
      words.every((word) => texts[at].includes(word)))
    body.replaceChildren()
    shown = 0
    show(FIRST)
    table.dataset.of = nth < 0 ? '' : String(nth)
    for (const [at, head] of [...table.querySelectorAll('thead .of')].entries()) head.classList.toggle('chosen', at === nth)
    found.textContent = matching.length === clauses.length ? clauses.length + ' clauses' : matching.length + ' of ' + clauses.length + ' clauses'
    performance.measure('filter', 'filter-began')
  }

  const remember = () => {
    const text = new URLSearchParams(chosen()).toString()
    history.replaceState(null, '', text === '' ? location.pathname : '#' + text)
  }

  const recall = () => {
    const given = new URLSearchParams(location.hash.slice(1))
    for (const field of form.elements) if (field.name) field.value = given.get(field.name) ?? ''
    apply()
  }

  form.addEventListener('input', () => { apply(); remember() })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => setTimeout(() => { apply(); remember() }))
  addEventListener('hashchange', recall)
  more.addEventListener('click', () => {
    const next = body.rows.length
    show(2 * FIRST)
    body.rows[next]?.querySelector('a').focus()
  })
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return
    event.preventDefault()
    form.elements.q.focus()
  })
  recall()
})()
`
