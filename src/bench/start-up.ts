import { median } from './median.js'
import { type BenchOptions, type Cell, type Row } from './result.js'
import type { Subject } from './subjects.js'

/** From starting the process to its first right answer, a few times each, in turn. */
export const measureStartUp = async (measured: readonly Subject[], options: BenchOptions, say: (line: string) => void): Promise<Row> => {
  const times = measured.map((): number[] => [])
  const failures: (string | undefined)[] = measured.map(() => undefined)
  for (let start = 0; start < options.starts; start++) {
    say(`start-up ${start + 1} of ${options.starts}`)
    for (const [n, subject] of measured.entries()) {
      if (failures[n] !== undefined) continue
      try {
        const server = await subject.start()
        times[n]?.push(server.readyMs)
        await server.stop()
      } catch (error) {
        failures[n] = error instanceof Error ? error.message : String(error)
      }
    }
  }
  const cells = measured.map(({ name }, n): Cell => {
    const note = failures[n]
    const value = median(times[n] ?? [])
    if (note !== undefined || value === undefined) return { subject: name, rounds: [], note: note ?? 'not started' }
    return { subject: name, rounds: times[n] ?? [], value }
  })
  return { name: 'start-up', title: 'start-up', unit: 'ms', better: 'less', cells }
}
