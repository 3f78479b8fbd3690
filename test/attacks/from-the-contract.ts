/** Requests made of the published contract (OpenAPI): each operation, and what would be right for each of its fields. */

interface Shape {
  $ref?: string
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  items?: Shape
  properties?: Record<string, Shape>
  required?: string[]
  format?: string
  minItems?: number
}
interface Operation {
  parameters?: { in: string; name: string; schema: Shape }[]
  requestBody?: { content: { 'application/json': { schema: Shape } } }
}
export interface Contract {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Shape> }
}

export interface Way {
  path: string
  method: string
  /** Of the query; of the body. */
  query: Record<string, unknown>
  body: Record<string, unknown> | undefined
}

/** @param known what there is in this hospital, by the field that names it */
export function waysOf(contract: Contract, known: Readonly<Record<string, unknown>>): Way[] {
  return Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const asked = parameters.filter((one) => one.in === 'query')
      const shape = requestBody?.content['application/json'].schema
      return {
        path,
        method: method.toUpperCase(),
        query: Object.fromEntries(asked.map(({ name, schema }) => [name, known[name] ?? right(schema)])),
        body: shape && (right(shape) as Record<string, unknown>), // each body of the contract is an object
      }
    }),
  )

  function right(shape: Shape, name?: string): unknown {
    if (name !== undefined && name in known) return known[name]
    if (shape.$ref !== undefined)
      return right(contract.components?.schemas?.[shape.$ref.split('/').at(-1) ?? ''] ?? {})
    const [first] = shape.anyOf ?? shape.oneOf ?? shape.allOf ?? []
    if (first) return right(first, name)
    if (shape.const !== undefined) return shape.const
    if (shape.enum) return shape.enum[0]
    switch (shape.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(shape.properties ?? {}).map(([field, inner]) => [field, right(inner, field)]),
        )
      case 'array':
        return [right(shape.items ?? {})]
      case 'integer':
      case 'number':
        return 1
      case 'boolean':
        return true
      default:
        return shape.format === 'date-time' ? '2026-05-01T08:00:00Z' : 'x'
    }
  }
}

/** Every way to put `value` in place of one thing that is said, however deep it stands; keys of objects stay. */
export function* withOneReplaced(said: unknown, value: unknown): Generator {
  if (Array.isArray(said)) {
    for (const [at, inner] of said.entries())
      for (const changed of withOneReplaced(inner, value)) yield said.with(at, changed)
  } else if (typeof said === 'object' && said !== null) {
    for (const [name, inner] of Object.entries(said))
      for (const changed of withOneReplaced(inner, value)) yield { ...said, [name]: changed }
  } else yield value
}
