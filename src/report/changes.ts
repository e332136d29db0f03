/** How a clause of one report stands to the same clause of another. */
export const CHANGES = ['newly-diverging', 'newly-conforming', 'changed', 'gone', 'new'] as const
export type Change = (typeof CHANGES)[number]
