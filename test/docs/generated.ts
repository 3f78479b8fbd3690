/** The documents that are made from the code, and what they must say now. `npm run docs` writes them; a test compares. */
import { stringify } from 'yaml'
import { settings } from '../../server/config.ts'
import { asyncApi } from '../../server/intake/http/asyncapi.ts'
import { openApi } from '../../server/intake/http/openapi.ts'

/** File (from the project's root) → content. */
export function generated(version: string): Record<string, string> {
  return {
    'docs/openapi.json': `${JSON.stringify(openApi(version), null, 2)}\n`,
    'docs/asyncapi.yaml': stringify(asyncApi(version), { aliasDuplicateObjects: false }),
    'docs/settings.md': settingsPage(),
  }
}

function settingsPage(): string {
  const rows = Object.entries(settings).map(([name, schema]) => {
    const standard = schema.safeParse(undefined)
    const shown = standard.success && standard.data !== undefined ? `\`${String(standard.data)}\`` : ''
    return `| \`${name}\` | ${shown} | ${schema.description ?? ''} |`
  })
  return `# Settings

All come from the environment; \`npm start -- --empty\` is the same as \`WARDROOM_DEMO=off\`. A name that begins with \`WARDROOM_\` and
is not here is refused at the start, since it is a typing error. This page is made from \`server/config.ts\` by \`npm run docs\`.

| setting | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`
}
