import { spawn } from 'node:child_process'

/**
 * Sees to it that something is removed when this process ends without having done so, by `kill -9` too.
 *
 * @param script for a shell, with `args` as `$1`, `$2` …; it runs once the standard input closes that this process holds
 * @returns what takes the leash off: the script does not run any more
 */
export const leash = (script: string, ...args: readonly string[]): (() => void) => {
  const holder = spawn('sh', ['-c', `read -r _ || { ${script}; }`, 'touchstone', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  holder.on('error', () => {})
  holder.stdin.on('error', () => {})
  holder.unref()
  return () => void holder.stdin.write('stopped\n')
}
