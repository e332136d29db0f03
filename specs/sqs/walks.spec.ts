import { walk } from '../../src/suite/index.js'
import { binding } from './binding.js'
import { walks } from './walks/index.js'

walk(binding, walks)
