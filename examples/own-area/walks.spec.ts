import { walk } from '../../src/oracle/walk/register-walks.js'
import { binding } from './binding.js'
import { walks } from './explore.js'

walk(binding, walks)
