import { describe, expect, it } from 'vitest'
import { fillText, lintText } from './text.ts'

const codes = (kind: 'sms' | 'message', body: string) => lintText(kind, body).map(({ code }) => code)

describe('texts to customers', () => {
  it('fills both spellings and leaves out what has no value', () => {
    const body = '{客户}：货款 {amount} 元，共{ 笔数 }笔，{联系人}'
    expect(fillText(body, { customer: '甲公司', amount: '1,200.00', count: '2' })).toBe(
      '甲公司：货款 1,200.00 元，共2笔',
    )
  })

  it('greets a customer without a contact in a whole sentence', () => {
    expect(fillText('您好，{联系人}。货款', {})).toBe('您好。货款')
    expect(fillText('您好，{联系人}。货款', { contact: '王经理' })).toBe('您好，王经理。货款')
    expect(fillText('Hello {contact}, two items', { contact: '' })).toBe('Hello, two items')
  })

  it.each([
    ['您好，{客户}', []],
    ['', ['text_empty']],
    ['您好，{名字}', ['text_unknown_variable']],
    ['您好，{客户', ['text_brace']],
  ])('%s', (body, problems) => {
    expect(codes('message', body)).toEqual(problems)
  })
})

describe('an SMS under the carriers’ rules (interfaces §4.1)', () => {
  it.each([
    ['{客户}您好，贵司货款 {金额} 元将于 {最早到期日} 到期，详询{经办人}。', []],
    ['您有一笔逾期货款', ['sms_dunning_word']],
    ['这是一封催 款函', ['sms_dunning_word']],
    ['将委托律师起诉', ['sms_dunning_word', 'sms_dunning_word']],
    ['Your payment is past due', ['sms_dunning_word']],
    ['Thank you for suing nobody', []],
    ['对账单 {客户}{金额}', ['sms_adjacent']],
    ['对账单见 http://a.cn/x', ['sms_link']],
    ['对账单见 192.168.1.4', ['sms_link']],
    ['【铭川】对账单', ['sms_sign']],
    ['对账单 ¥{金额}', ['sms_sign']],
    ['好'.repeat(501), ['sms_too_long']],
  ])('%s', (body, problems) => {
    expect(codes('sms', body)).toEqual(problems)
  })

  it('the same words pass in a message', () => {
    expect(codes('message', '您有一笔逾期货款，请还款')).toEqual([])
  })
})
