/** `npm run docs`: writes the documents that are made from the code. */
import { readFile, writeFile } from 'node:fs/promises'
import { generated } from './generated.ts'

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string } // our own file
for (const [file, content] of Object.entries(generated(version))) {
  await writeFile(file, content)
  console.log(`wrote ${file}`)
}
