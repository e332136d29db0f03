import type { Case } from './case.js'

/**
 * Looks again and again until no assertion in `look` fails; gives what it gives. What failed still in a look that began `within`
 * milliseconds later stands.
 *
 * @param within how late it may come to be so; the profile's `lateness` unless given
 */
export type Settles = <Seen>(look: () => Promise<Seen>, within?: number) => Promise<Seen>

/** The word `settles` of a case. */
export const settlesOf =
  ({ time, profile }: Case): Settles =>
  async (look, within = profile.lateness) => {
    const start = time.now()
    for (let pause = 10; ; pause = Math.min(pause * 1.5, Math.max(10, within / 20))) {
      const asked = time.now()
      try {
        return await look()
      } catch (error) {
        if (asked >= start + within || !(error instanceof Error) || error.name !== 'AssertionError') throw error
      }
      await time.sleep(pause)
    }
  }
