import type { Bench } from '../bench.js'

/** The command that judges one clause again, under the same seed. */
export const replayCommand = (
  id: string,
  { target, effort, seed, profile }: Pick<Bench, 'target' | 'effort' | 'seed' | 'profile'>,
): string =>
  [
    'touchstone run',
    ...(target.isVirtual ? [] : [target.again ?? `--endpoint ${target.endpoint}`]),
    `--only ${id}`,
    `--seed ${seed}`,
    ...(target.adversity === undefined ? [] : [`--adversity ${target.adversity}`]),
    ...(effort === 'standard' ? [] : [`--effort ${effort}`]),
    ...(profile === 'single-node' ? [] : [`--profile ${profile}`]),
  ].join(' ')
