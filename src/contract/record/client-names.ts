/** Names connections as they come: `c1`, `c2`. Requests of no connection that is known are each of their own. */
export const clientNames = (): ((connection: object | undefined) => string) => {
  const names = new WeakMap<object, string>()
  let connections = 0
  return (connection) => {
    let name = connection && names.get(connection)
    if (name === undefined) {
      name = `c${++connections}`
      if (connection !== undefined) names.set(connection, name)
    }
    return name
  }
}
