import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { afterAll, expect, test } from 'vitest'
import { withConfig } from './config.js'
import { each, seed } from './options.js'

const root = mkdtempSync(join(tmpdir(), 'touchstone-config-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0

const read = async (files: Readonly<Record<string, string>>, args: readonly string[] = []) => {
  const folder = join(root, String(folders++))
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const command = new Command()
    .option('--endpoint <url>', '', each)
    .option('--seed <n>', '', seed, 1)
    .option('--only <glob>', '', each)
    .addOption(new Option('--effort <effort>').choices(['smoke', 'standard']).default('standard'))
    .option('--json')
    .option('--config <file>')
    .exitOverride()
    .parse([...args], { from: 'user' })
  return withConfig(command, command.opts<Record<string, unknown>>(), command.opts<{ config?: string }>().config, folder)
}

test('the command line goes before the configuration, and that before the defaults', async () => {
  const config = JSON.stringify({ endpoint: 'http://localhost:1', seed: 7, only: ['sqs.fifo'], json: true })
  expect(await read({ 'touchstone.config.json': config }, ['--seed', '9'])).toMatchObject({
    endpoint: ['http://localhost:1'],
    seed: 9,
    only: ['sqs.fifo'],
    json: true,
    effort: 'standard',
  })
  expect(await read({})).toMatchObject({ seed: 1, effort: 'standard' })
})

test('TypeScript is read as it stands', async () => {
  const text = "const effort: string = 'smoke'\nexport default { effort, only: 'sqs.dlq' } satisfies Record<string, string>\n"
  expect(await read({ 'touchstone.config.ts': text })).toMatchObject({ effort: 'smoke', only: ['sqs.dlq'] })
})

test.each<[Readonly<Record<string, string>>, readonly string[], string]>([
  [{ 'touchstone.config.json': '{"effrot":"smoke"}' }, [], 'touchstone.config.json: there is no option "effrot". Did you mean "effort"?'],
  [{ 'touchstone.config.json': '{"zzzzzzzz":1}' }, [], 'there is no option "zzzzzzzz". There are: effort, endpoint, json, only, seed.'],
  [{ 'touchstone.config.json': '{"effort":"huge"}' }, [], '"effort" is one of smoke, standard, not huge.'],
  [{ 'touchstone.config.json': '{"seed":"x"}' }, [], '"seed" cannot be x: Give an integer between'],
  [{ 'touchstone.config.json': '{"json":"yes"}' }, [], '"json" is true or false.'],
  [{ 'touchstone.config.json': '{"effort":["smoke"]}' }, [], '"effort" is a text or a number.'],
  [{ 'touchstone.config.json': '{"only":["sqs",{}]}' }, [], '"only" is a text or a number, or a list of such.'],
  [{ 'touchstone.config.json': '{' }, [], 'cannot be read: '],
  [{ 'touchstone.config.json': '[]' }, [], 'is not an object of options.'],
  [{ 'touchstone.config.ts': 'export const x = 1' }, [], 'is not an object of options: export one as default.'],
  [{ 'touchstone.config.json': '{}', 'touchstone.config.ts': '' }, [], 'There are touchstone.config.ts and touchstone.config.json'],
  [{}, ['--config', 'none.json'], 'none.json cannot be read: ENOENT'],
])('%j %j is refused', async (files, args, text) => {
  await expect(read(files, args)).rejects.toThrow(text)
})
