import { expect, test } from 'vitest'
import { boxCode } from './boxCode'

test('a code is read from an address, a path, or the text below the bars', () => {
  const wanted = '01/06901234567892/10/XM-0901'
  for (const text of [
    'https://example.org/01/06901234567892/10/XM-0901',
    ' 01/6901234567892/10/XM-0901 ',
    '/01/06901234567892/10/XM-0901?linkType=all',
    '(01)06901234567892(10)XM-0901',
    '010690123456789210XM-0901',
  ])
    expect(boxCode(text)).toBe(wanted)
  for (const text of ['', '6901234567892', 'https://example.org', '01/abc/10/X', '01/06901234567892/10/a b'])
    expect(boxCode(text)).toBeNull()
})
