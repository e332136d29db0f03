import { emulatorCommand } from './command.js'

process.exitCode = await emulatorCommand(process.argv.slice(2))
