// The only place where the walks know the words of a domain: what money was paid, to the fen.
import { holds } from './walker.mjs'

export const payments = 'payment'

/** A decimal number as an integer of its last digit: "1600000.00" → 160000000n. */
export const fen = (value) => BigInt(value.replace('.', ''))

/** The headline figure that payments alone move, and what it says for a year. */
export async function paidFigure(walker) {
  const schema = await walker.schema()
  const own = schema.types.find((type) => type.name === payments).measures
  const figure = schema.figures
    .filter((one) => one.headline !== null && own.includes(one.formula.trim()))
    .sort((a, b) => a.headline - b.headline)[0]
  holds(figure, 'no headline figure is made of payments alone')
  return figure
}

export async function valueOf(walker, figure, where) {
  const answer = await walker.ask(`/figures/${figure.name}?where=${encodeURIComponent(where)}`)
  return fen(answer.rows[0].value)
}

/** A payment that counts, of the latest year. */
export async function somePayment(walker) {
  const { items } = await walker.ask(`/${payments}?order=-date&limit=50`)
  const figure = await paidFigure(walker)
  for (const item of items) {
    const { entries } = await walker.ask(`/${payments}/${item.id}/history`)
    const posted = entries
      .flatMap((entry) => entry.postings)
      .some((posting) => posting.measure === figure.formula.trim())
    if (posted && item.voucher) return item
  }
  throw new Error('no payment with a voucher moves the figure')
}

/** Fills the form of a new payment as a person would: by typing. */
export async function enterPayment(walker, { project, date, amount, file }) {
  const { page } = walker
  const schema = await walker.schema()
  const type = schema.types.find((one) => one.name === payments)
  await walker.go(`/records/${payments}/new`)
  const picker = page.locator('[data-field=project] [role=combobox]')
  await picker.fill(project.number ?? project.label)
  await page.locator('[data-field=project] [role=option]').first().waitFor()
  await picker.press('Enter')
  await page.locator('[data-field=date] input').fill(date)
  await page.locator('[data-field=amount] input').fill(amount)
  const fileField = type.fields.find((field) => field.kind === 'file')
  await page.locator(`[data-field=${fileField.name}] input[type=file]`).setInputFiles(file)
  await page.locator(`[data-field=${fileField.name}] a`).waitFor()
  for (const field of type.fields)
    if (field.kind === 'choice' && field.required && !field.default)
      await page.locator(`[data-field=${field.name}] select`).selectOption(field.choices[0].name)
  return type
}

export const receipt = (name) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n',
  ),
})
