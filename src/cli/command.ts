import type { Command } from 'commander'
import type { Exit } from './exit.js'
import type { Terminal } from './terminal.js'

/** Adds a command to the program; what it does is imported only when it is called, so that each starts at once. */
export type Register = (program: Command, terminal: Terminal, end: (exit: Exit) => void) => void

/** The examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
