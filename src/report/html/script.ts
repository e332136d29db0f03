/** What the page can do more where scripts run: filter, open the clause that the address names, copy. Without it all is shown. */
export const SCRIPT = `
(() => {
  const filters = document.querySelector('.filters')
  const rows = [...document.querySelectorAll('.row')]
  const search = filters.querySelector('input')
  const buttons = [...filters.querySelectorAll('button')]
  let verdict = ''
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
    for (const row of rows) {
      const text = row.textContent.toLowerCase()
      row.hidden = (verdict !== '' && row.dataset.verdict !== verdict) || !words.every((word) => text.includes(word))
    }
    for (const group of document.querySelectorAll('.group')) group.hidden = !group.querySelector('.row:not([hidden])')
  }
  for (const button of buttons) {
    button.addEventListener('click', () => {
      verdict = button.dataset.verdict
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
      apply()
    })
  }
  search.addEventListener('input', apply)
  filters.hidden = false
  const openNamed = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (named instanceof HTMLDetailsElement) { named.open = true; named.scrollIntoView() }
  }
  addEventListener('hashchange', openNamed)
  openNamed()
  for (const button of document.querySelectorAll('.copy')) {
    if (!navigator.clipboard) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent)
      button.textContent = 'Copied'
    })
  }
})()
`
