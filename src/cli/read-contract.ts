import { readFileSync } from 'node:fs'
import { ContractError } from '../contract/contract-error.js'
import { type Contract, readContract } from '../contract/contract.js'
import { UsageError } from './exit.js'

/** The contract in a file. @throws UsageError that says what is wrong with it, and in which line */
export const contractIn = (file: string): Contract => {
  try {
    return readContract(file, readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(error.message)
    throw new UsageError((error as NodeJS.ErrnoException).code === 'ENOENT' ? `There is no file ${file}.` : (error as Error).message)
  }
}
