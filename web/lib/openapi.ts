/** Reads an OpenAPI document into what a page needs. Tolerant: what it does not know it leaves out. Pure. */

export interface JsonSchema {
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  format?: string
  default?: unknown
  $ref?: string
}

export interface Operation {
  method: string
  path: string
  summary: string
  parameters: { name: string; place: string; required: boolean; description: string }[]
  input: JsonSchema | undefined
  answers: { status: string; description: string; schema: JsonSchema | undefined }[]
}

interface Document {
  paths?: Record<string, Record<string, RawOperation>>
  components?: Record<string, Record<string, unknown>>
}
interface RawOperation {
  summary?: string
  parameters?: {
    name: string
    in: string
    required?: boolean
    description?: string
    schema?: JsonSchema
    $ref?: string
  }[]
  requestBody?: Content
  responses?: Record<string, Content & { description?: string }>
}
interface Content {
  content?: Record<string, { schema?: JsonSchema }>
  $ref?: string
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export function operations(document: unknown): Operation[] {
  const { paths = {}, components = {} } = document as Document // our own server's; every field may be missing
  const resolved = <T>(value: T, seen: readonly string[] = []): T => {
    if (Array.isArray(value)) return value.map((one: unknown) => resolved(one, seen)) as T
    if (typeof value !== 'object' || value === null) return value
    const ref = '$ref' in value && typeof value.$ref === 'string' ? value.$ref : undefined
    if (ref !== undefined) {
      const [, , kind = '', name = ''] = ref.split('/')
      const target = components[kind]?.[name]
      return target === undefined || seen.includes(ref) ? value : resolved(target as T, [...seen, ref])
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, seen)])) as T
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const raw = methods[method]
      if (!raw) return []
      const operation = resolved(raw)
      return {
        method: method.toUpperCase(),
        path,
        summary: operation.summary ?? '',
        parameters: (operation.parameters ?? []).map((parameter) => ({
          name: parameter.name,
          place: parameter.in,
          required: parameter.required ?? false,
          description: parameter.description ?? parameter.schema?.description ?? '',
        })),
        input: schemaIn(operation.requestBody),
        answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
          status,
          description: answer.description ?? '',
          schema: schemaIn(answer),
        })),
      }
    }),
  )
}

function schemaIn(body: Content | undefined): JsonSchema | undefined {
  return Object.values(body?.content ?? {})[0]?.schema
}

/** The fields of an object, of the objects in a list, or of the one object among alternatives. */
export function fieldsOf(schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  if (schema.items) return fieldsOf(schema.items)
  if (schema.properties) {
    return Object.entries(schema.properties).map(([name, inner]) => ({
      name,
      schema: inner,
      required: schema.required?.includes(name) ?? false,
    }))
  }
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  return alternatives.map(fieldsOf).find((fields) => fields.length > 0) ?? []
}

export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.items) return `${typeText(schema.items)}[]`
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return alternatives.map(typeText).join(' | ')
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any')
  const format = schema.format ? ` (${schema.format})` : ''
  const fallback = schema.default === undefined ? '' : ` = ${JSON.stringify(schema.default)}`
  return type + format + fallback
}
