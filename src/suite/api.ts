import type { Case } from './case.js'

/** The name of an operation as a method: `sendMessage`, of the SDK's class `SendMessageCommand`. */
type MethodOf<Name> = Name extends `${infer Operation}Command` ? Uncapitalize<Operation> : never
type InputOf<Command> = Command extends abstract new (...input: never[]) => { readonly input: infer Input } ? Input : never
type OutputOf<Command> = Command extends abstract new (...input: never[]) => {
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ readonly output: infer Output }>
}
  ? Output
  : never

/**
 * The operations of a service with the types of its SDK, read off the SDK's module. What the types forbid (a missing member, a wrong type) goes
 * through `Case.call`.
 *
 * @typeParam Sdk `typeof import('@aws-sdk/client-sqs')`
 */
export type Api<Sdk> = { readonly [Name in keyof Sdk as MethodOf<Name>]: (input: InputOf<Sdk[Name]>) => Promise<OutputOf<Sdk[Name]>> }

/** The operations, bound to a case: each call is recorded and measured there. */
export const apiOf = <Sdk>(it: Pick<Case, 'call'>): Api<Sdk> =>
  // Every method goes the same way; only the SDK's types tell them apart.
  new Proxy({} as Api<Sdk>, {
    // A promise has no such method, or the operations would be waited for.
    get: (_, method) =>
      typeof method === 'string' && method !== 'then'
        ? (input: object) => it.call(method.charAt(0).toUpperCase() + method.slice(1), input)
        : undefined,
  })

/** The operations of a service by their names in the API: `SendMessage`. */
export const operationsOf = (sdk: object): readonly string[] =>
  Object.keys(sdk).flatMap((name) => (/^[A-Z]\w*Command$/.test(name) ? [name.slice(0, -'Command'.length)] : []))
