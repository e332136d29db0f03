#!/usr/bin/env node
import { main } from './program.js'

// Until a command is over, whatever ends this process ends it unfinished.
process.exitCode = 2
process.exitCode = await main(process.argv.slice(2))
