import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readResults } from '../report/ndjson.js'
import { hostileReport } from '../report/report.fixture.js'
import { siteModel } from './model.js'
import { chromium, drawnReports } from './site.fixture.js'
import { siteFiles, writeSite } from './write-site.js'

const executablePath = chromium()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Pictures are kept where somebody wants to look at them. */
const pictures = process.env['SCREENSHOTS']

const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 390, height: 844 }
/** A choice is to be shown before a person notices that it takes time. */
const AT_ONCE_MS = 100

if (executablePath === undefined)
  process.stderr.write(
    'The site was not tried in a browser: there is no Chromium here. Install it (apt-get install chromium), or name one in CHROMIUM.\n',
  )

describe.skipIf(executablePath === undefined)('in Chromium (skipped where there is none: apt-get install chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-browser-'))
  const [committed, drawn, hostile] = ['committed', 'drawn', 'hostile'].map((name) => join(folder, name)) as [string, string, string]
  let browser: Browser
  beforeAll(async () => {
    const names = ['moto', 'localstack', 'elasticmq']
    const reports = names.map((name) => readResults(readFileSync(new URL(`../../reports/${name}/results.ndjson`, import.meta.url), 'utf8')))
    await writeSite(committed, reports)
    // Of the large set only the list is looked at, which needs no page of a clause.
    for (const [path, text] of siteFiles(siteModel(drawnReports(20, 2000)), { clauses: {} }, [])) {
      if (path.startsWith('i/')) break
      mkdirSync(dirname(join(drawn, path)), { recursive: true })
      writeFileSync(join(drawn, path), text)
    }
    await writeSite(hostile, [hostileReport()])
    browser = await playwright.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  }, 240_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  const opened = async (site: string, path: string, more: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: WIDE, ...more })
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => (message.type() === 'error' ? errors.push(message.text()) : undefined))
    await page.goto(pathToFileURL(site).href + '/' + path)
    return page
  }
  const errors: string[] = []
  const PAGES = [
    'index.html',
    'clauses.html',
    'i/moto-5.2.5.html',
    'c/sqs.fifo.dedup.survives-delete.html',
    'c/sqs.redrive.body-unchanged.html',
    'c/sqs.walks.html',
  ]

  test.each([...PAGES].flatMap((path) => [[path, 'light', WIDE] as const, [path, 'dark', NARROW] as const]))(
    '%s, %s, %o: nothing that axe finds, nothing wider than the page, no error',
    async (path, colorScheme, viewport) => {
      const page = await opened(committed, path, { colorScheme, viewport })
      const found = (await page.evaluate(
        `${axe}; axe.run({ preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`,
      )) as string[]
      expect(found).toEqual([])
      const overflow = (await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number
      expect(overflow).toBeLessThanOrEqual(0)
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true })
        await page.screenshot({ path: join(pictures, `${path.replace(/\W+/g, '-')}-${colorScheme}.png`) })
      }
      await page.context().close()
      expect(errors.splice(0)).toEqual([])
    },
  )

  test.each([
    ['committed', committed],
    ['20 × 2,000', drawn],
  ])('filters and search of %s answer at once', async (_, site) => {
    const page = await opened(site, 'clauses.html')
    const acts: readonly (() => Promise<unknown>)[] = [
      () => page.reload(),
      () => page.fill('input[name=q]', 'queue'),
      () => page.fill('input[name=q]', 'queue message'),
      () => page.fill('input[name=q]', ''),
      () => page.selectOption('select[name=verdict]', 'diverges'),
      () => page.selectOption('select[name=of]', { index: 1 }),
      () => page.selectOption('select[name=topic]', { index: 2 }),
      () => page.click('button[type=reset]'),
    ]
    // A busy machine makes any of them slow once; what is slow by itself is so each time.
    const fastest = acts.map(() => Infinity)
    for (let round = 0; round < 10 && Math.max(...fastest) >= AT_ONCE_MS; round++) {
      for (const [nth, act] of acts.entries()) {
        await act()
        // Until it is painted, not only until the script has ended.
        const took = (await page.evaluate(
          `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.getEntriesByName('filter').at(-1).duration))))`,
        )) as number
        fastest[nth] = Math.min(fastest[nth]!, took)
      }
    }
    expect(Math.max(...fastest)).toBeLessThan(AT_ONCE_MS)
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `list-${_.replace(/\W+/g, '-')}.png`) })
    await page.context().close()
  })

  test('a choice narrows the list, stands in the address, and is taken up from it', async () => {
    const page = await opened(committed, 'clauses.html')
    const all = Number(/^\d+/.exec(await page.innerText('.found'))![0])
    await page.selectOption('select[name=of]', 'moto-5.2.5')
    await page.selectOption('select[name=verdict]', 'diverges')
    await page.fill('input[name=q]', 'redrive task')
    const [, some] = /^(\d+) of/.exec(await page.innerText('.found')) ?? []
    expect(Number(some)).toBeGreaterThan(0)
    expect(Number(some)).toBeLessThan(all)
    expect(await page.locator('.clauses tbody tr').count()).toBe(Number(some))
    const address = page.url()
    expect(address).toContain('verdict=diverges')
    const again = await opened(committed, `clauses.html#${address.split('#')[1]}`)
    expect(await again.innerText('.found')).toBe(await page.innerText('.found'))
    await page.context().close()
    await again.context().close()
  })

  test('the keyboard alone gets from the list to a clause, and to more of them', async () => {
    const page = await opened(committed, 'clauses.html')
    await page.keyboard.press('/')
    await page.keyboard.type('survives-delete')
    for (let presses = 0; presses < 20 && (await page.evaluate("document.activeElement.closest('tbody') === null")) === true; presses++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/c\/sqs\.fifo\.dedup\.survives-delete\.html$/)
    expect(await page.locator('svg .call.differs').count()).toBeGreaterThan(0)
    await page.goBack()
    await page.fill('input[name=q]', '')
    await page.focus('.more')
    await page.keyboard.press('Enter')
    expect(await page.locator('.clauses tbody tr').count()).toBe(300)
    expect(await page.evaluate("document.activeElement.tagName + document.activeElement.closest('tr').rowIndex")).toBe('A101')
    await page.context().close()
  })

  test('hostile reports run nothing', async () => {
    for (const path of ['index.html', 'clauses.html']) {
      const page = await opened(hostile, path)
      page.on('dialog', () => errors.push('a dialog'))
      expect(await page.locator('script:not([src])').count()).toBe(0)
      await page.context().close()
    }
    expect(errors.splice(0)).toEqual([])
  })
})
