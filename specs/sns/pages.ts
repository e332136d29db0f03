export interface Page {
  readonly NextToken?: string | undefined
}

/** The pages of a list, from the first to the last. */
export const pages = async <Output extends Page>(list: (input: Page) => Promise<Output>): Promise<readonly Output[]> => {
  const found = [await list({})]
  for (let token = found[0]!.NextToken; token; token = found.at(-1)!.NextToken) found.push(await list({ NextToken: token }))
  return found
}
