/** vitest's setupFiles of the node project: runs before each test file, also where files share their modules. */
import { fileBegins } from './minutes-ago.ts'

fileBegins()
