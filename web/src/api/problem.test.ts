import { expect, it } from 'vitest'
import { Problem } from './problem'

it('groups sentences by the field they point at', () => {
  const problem = new Problem(409, {
    code: 'limit.broken',
    field: '/amount',
    detail: '支付不得超过已拨付资金',
    problems: [
      { code: 'limit.broken', field: '/amount', detail: '支付不得超过已拨付资金' },
      { code: 'field.required', field: '/voucher', detail: '请上传凭证' },
      { code: 'rule.broken', field: '', detail: '整体不符' },
    ],
  })
  expect(problem.byField()).toEqual({ amount: ['支付不得超过已拨付资金'], voucher: ['请上传凭证'], '': ['整体不符'] })
})

it('keeps the only sentence of a document without a list', () => {
  expect(new Problem(401, { code: 'session.required', detail: '请先登录' }).byField()).toEqual({ '': ['请先登录'] })
})
