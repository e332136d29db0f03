import { walk } from '../../src/suite/index.js'
import { binding } from './binding.js'
import { walks } from './explore.js'

walk(binding, walks)
