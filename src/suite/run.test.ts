import { expect, test } from 'vitest'
import { runSuite } from './run.js'

test('options that cannot be used say what to give instead', async () => {
  await expect(runSuite({ endpoint: 'localhost:4566' })).rejects.toThrow(/http:\/\/localhost:4566/)
  await expect(runSuite({ seed: 1.5 })).rejects.toThrow(/32-bit integer/)
  await expect(runSuite({ slackMs: -1 })).rejects.toThrow(/slack/)
})

test('an endpoint where nobody answers is an error of the run, not a hundred divergences', async () => {
  const { results, error } = await runSuite({ endpoint: 'http://127.0.0.1:9' })
  expect(results).toEqual([])
  expect(error).toMatch(/nobody answers at http:\/\/127\.0\.0\.1:9/)
})
