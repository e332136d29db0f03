type Members = Readonly<Record<string, unknown>>
const members = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})

/** Whether a policy allows something to whoever asks, under no condition. */
export const letsEverybody = (policy: unknown): boolean =>
  [members(policy)['Statement']].flat().some((statement) => {
    const { Effect, Principal, Condition } = members(statement)
    const isAnybody = Principal === '*' || [members(Principal)['AWS']].flat().includes('*')
    return Effect === 'Allow' && isAnybody && Condition === undefined
  })
