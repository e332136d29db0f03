import type { OracleResult } from './oracle.js'

const ADMIT_GOAL = 20
const LINEAR_GOAL = 100_000
/** The longest history may cost so many times as much an exchange as the one before. */
const LINEAR_WITHIN = 1.25
const MIB = 2 ** 20

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const cells = (title: string, ...values: readonly string[]): string => title.padEnd(34) + values.map((value) => value.padStart(14)).join('')

/** What judging costs, as a person reads it, and whether the goals are reached. */
export const printOracle = ({ service, judging, linear }: OracleResult): string => {
  const lines: string[] = []
  const goals: string[] = []
  const goal = (reached: boolean, what: string): void => void goals.push(`${reached ? 'reached' : 'MISSED '}  ${what}`)
  if (judging.length > 0) {
    lines.push(
      `Judging requests to ${service} (µs a request, medians)`,
      '',
      cells('', 'processor', 'clock', 'first round', 'undecided', 'requests'),
    )
    for (const { clients, cpuMicros, micros, coldMicros, undecided, requests } of judging) {
      const title = clients === 1 ? 'admitting a walk' : `history of ${clients} clients`
      lines.push(
        cells(title, cpuMicros.toFixed(1), micros.toFixed(1), coldMicros.toFixed(1), `${(undecided * 100).toFixed(2)} %`, whole(requests)),
      )
      if (clients === 1) goal(cpuMicros < ADMIT_GOAL, `admitting costs ${cpuMicros.toFixed(1)} µs a request, under ${ADMIT_GOAL}`)
    }
    lines.push('')
  }
  if (linear.length > 0) {
    lines.push(
      `The linear checker on ${service} (exchanges a second)`,
      '',
      cells('exchanges', 'processor', 'clock', 'checker alone', 'peak heap', 'findings'),
    )
    for (const { exchanges, perCpuSecond, perSecond, perSecondAlone, peakHeap, findings } of linear) {
      lines.push(
        cells(
          whole(exchanges),
          whole(perCpuSecond),
          whole(perSecond),
          whole(perSecondAlone),
          `${whole(peakHeap / MIB)} MiB`,
          String(findings),
        ),
      )
    }
    lines.push('')
    const [last, before] = [linear.at(-1), linear.at(-2)]
    if (last) goal(last.perCpuSecond >= LINEAR_GOAL, `${whole(last.perCpuSecond)} exchanges a second, at least ${whole(LINEAR_GOAL)}`)
    if (last && before) {
      const times = before.perCpuSecond / last.perCpuSecond
      goal(times <= LINEAR_WITHIN, `ten times as long a history costs ${times.toFixed(2)} × the time an exchange, at most ${LINEAR_WITHIN}`)
    }
  }
  return [...lines, 'Goals of the oracle', '', ...goals, ''].join('\n')
}
