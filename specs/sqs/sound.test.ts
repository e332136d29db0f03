import { testsOfSoundness } from '../../src/suite/sound.fixture.js'

testsOfSoundness('sqs')
