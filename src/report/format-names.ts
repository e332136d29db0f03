/** What can be made of a report, in the order of the help. */
export const FORMAT_NAMES = ['terminal', 'json', 'ndjson', 'junit', 'markdown', 'github', 'badge', 'html'] as const
export type Format = (typeof FORMAT_NAMES)[number]
