import pico from 'picocolors'

export type Colours = ReturnType<typeof pico.createColors>

/** Where a command writes. Answers go to `print`; progress, hints and errors go to `note`, so that a pipe carries answers alone. */
export interface Terminal {
  print(text: string): void
  note(text: string): void
  readonly colours: Colours
  /** Characters a line, when a person is reading. */
  readonly width: number
  /** Whether a person is watching the notes, so that a line may be drawn over. */
  readonly live: boolean
}

/** Colour is for people: on a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` asks for it elsewhere. */
const wantsColour = (stream: NodeJS.WriteStream): boolean => {
  if (process.env['NO_COLOR']) return false
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0'
  return stream.isTTY && process.env['TERM'] !== 'dumb'
}

/** The terminal of this process. A reader who leaves early (`| head`) ends it quietly. */
export const openTerminal = (): Terminal => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  }
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    colours: pico.createColors(wantsColour(process.stdout)),
    width: process.stdout.isTTY ? Math.max(40, Math.min(process.stdout.columns, 120)) : 100,
    live: process.stderr.isTTY && !process.env['CI'],
  }
}
