import fc from 'fast-check'

/**
 * `TOUCHSTONE_TEST_SEED=7 npm test` draws what was drawn with 7 before, so that a red build of CI tells of the change and not of the draw.
 * Without it, each run draws anew.
 */
const seed = process.env['TOUCHSTONE_TEST_SEED']
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) })
