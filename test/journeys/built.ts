/** Playwright's globalSetup: the web application is built once, before the workers start a server each. */
import { builtWeb } from '../../server/web-build.ts'

export default async function built(): Promise<void> {
  await builtWeb(() => void process.stdout.write('building the web application\n'))
}
