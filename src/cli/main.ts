#!/usr/bin/env node
import nodeModule from 'node:module'
import { main } from './program.js'

// From Node 22 on what was compiled is kept for the next start.
;(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.()

// The SDK reminds of Node's versions, which is its users' business and not that of who runs this.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
// Until a command is over, whatever ends this process ends it unfinished.
process.exitCode = 2
process.exitCode = await main(process.argv.slice(2))
