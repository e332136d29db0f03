import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PS_OUTPUT_MAX = 16 * 1_024 * 1_024

/** The resident memory of a process group, in bytes. */
export const residentBytes = async (group: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss='], { maxBuffer: PS_OUTPUT_MAX })
  let kilobytes = 0
  for (const line of stdout.split('\n')) {
    const [pgid, rss] = line.trim().split(/\s+/).map(Number)
    if (pgid === group && rss !== undefined) kilobytes += rss
  }
  return kilobytes * 1_024
}
