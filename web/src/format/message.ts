/**
 * Fills `{name}` from the parameters; `{n|record|records}` chooses by whether n is 1.
 */
export function messageOf(pattern: string, parameters: Record<string, string | number>): string {
  return pattern.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = parameters[name]
    if (value === undefined) return whole
    if (one === undefined) return String(value)
    return String(value) === '1' ? one : (many ?? '')
  })
}
