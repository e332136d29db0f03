/** A table for the terminal: the first column to the left, the others to the right, widths measured without colours. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => shown(row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column > 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

// Escape sequences, written so that no control character stands in the source.
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
const shown = (text: string): string => text.replace(COLOUR, '')
const pad = (text: string, width: number, toTheRight: boolean): string => {
  const gap = ' '.repeat(Math.max(0, width - shown(text).length))
  return toTheRight ? gap + text : text + gap
}

/** Breaks a text at spaces so that it fits, every line but the first indented. */
export const wrap = (text: string, width: number, indent = ''): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}
