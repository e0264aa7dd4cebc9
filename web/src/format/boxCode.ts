/** "01/06901234567892/10/XM-0901" out of what a camera read or a person typed; null when it is no code of a box. */
export function boxCode(text: string): string | null {
  const trimmed = text.trim()
  const digital = /(?:^|\/)01\/(\d{8,14})\/10\/([A-Za-z0-9-]{1,20})(?:[?#].*)?$/.exec(trimmed)
  if (digital) return `01/${digital[1]!.padStart(14, '0')}/10/${digital[2]!}`
  // The text below a bar code: (01)06901234567892(10)XM-0901, with or without brackets.
  const written = /^\(?01\)?\s*(\d{14})\s*\(?10\)?\s*([A-Za-z0-9-]{1,20})$/.exec(trimmed)
  return written ? `01/${written[1]}/10/${written[2]}` : null
}
