import { describe, expect, test } from 'vitest'
import { readEInvoice } from './e-invoice.ts'

const item = (name: string, net: string) =>
  `<IssuItemInformation><ItemName>${name}</ItemName><Amount>${net}</Amount><TaxRate>0.13</TaxRate>
   <ComTaxAm>0</ComTaxAm><TotaltaxIncludedAmount>1</TotaltaxIncludedAmount></IssuItemInformation>`
const whole = (net: string, tax: string, total: string, rest = '') => `<?xml version="1.0" encoding="utf-8"?>
<EInvoice><Header><EIid>24112000000012345678</EIid></Header><EInvoiceData>
  <SellerInformation><SellerIdNum>91110000600037341L</SellerIdNum><SellerName>卖方公司</SellerName></SellerInformation>
  <BuyerInformation><BuyerIdNum>911100001000000014</BuyerIdNum><BuyerName>买方公司</BuyerName></BuyerInformation>
  <BasicInformation><TotalAmWithoutTax>${net}</TotalAmWithoutTax><TotalTaxAm>${tax}</TotalTaxAm>
    <TotalTax-includedAmount>${total}</TotalTax-includedAmount>
    <TotalTax-includedAmountInChinese>壹佰</TotalTax-includedAmountInChinese></BasicInformation>
  ${rest}</EInvoiceData>
  <TaxSupervisionInfo><InvoiceNumber>24112000000012345678</InvoiceNumber><IssueTime>2024-03-05 10:22:33</IssueTime>
  </TaxSupervisionInfo></EInvoice>`

describe('数电票 (interfaces §7.3)', () => {
  test('the format of the tax administration, with rows named almost like the whole', () => {
    const read = readEInvoice(whole('100.00', '13.00', '113.00', item('轴套', '60.00') + item('导轨', '40')))
    expect(read).toEqual({
      ...{ number: '24112000000012345678', issuedOn: '2024-03-05' },
      ...{ buyerName: '买方公司', buyerId: '911100001000000014', sellerName: '卖方公司' },
      ...{ netFen: 10_000n, taxFen: 1_300n, totalFen: 11_300n },
      ...{ items: '轴套、导轨', remark: '', blueNumber: '', problem: null },
    })
  })

  test('sums that do not hold are said, those within a fen are not', () => {
    const problem = (net: string, tax: string, total: string, rows = '') =>
      readEInvoice(whole(net, tax, total, rows))!.problem
    expect(problem('100.00', '13.00', '113.01')).toBeNull()
    expect(problem('100.00', '13.00', '113.02')).toBe('113.02 ≠ 100.00 + 13.00')
    expect(problem('100.00', '13.00', '113.00', item('甲', '33.33') + item('乙', '66.66'))).toBeNull()
    expect(problem('100.00', '13.00', '113.00', item('甲', '98.00'))).toBe('100.00 ≠ Σ 98.00')
  })

  test('a red one is below zero and names the blue one', () => {
    const remark = `<AdditionalInformation><Remark>被红冲蓝字数电票号码：24112000000099999999</Remark></AdditionalInformation>`
    expect(readEInvoice(whole('-100.00', '-13.00', '-113.00', remark))).toMatchObject({
      ...{ totalFen: -11_300n, blueNumber: '24112000000099999999', problem: null },
    })
    const blue = (text: string) =>
      readEInvoice(whole('-1.00', '-0.13', '-1.13', `<Remark>${text}</Remark>`))!.blueNumber
    expect(blue('电话13812345678 2024-01-15 20240115 账号6222020200112233445566')).toBe('')
    expect(blue('电话13812345678 对应正数发票号码:12345678')).toBe('12345678')
  })

  test.each([
    [
      'pinyin',
      `<FP><FPHM>24112000000012345679</FPHM><KPRQ>20240305</KPRQ><GMFMC>买方</GMFMC><XSFMC>卖方</XSFMC>
       <HJJE>1,000.00</HJJE><HJSE>130</HJSE><JSHJ>¥1,130.00</JSHJ><MX><XMMC>钢板</XMMC><JE>1000</JE></MX></FP>`,
    ],
    [
      'Chinese names of an OFD file',
      `<ofd:OFD xmlns:ofd="x"><ofd:CustomDatas><ofd:CustomData Name="发票号码">24112000000012345679</ofd:CustomData>
       <ofd:CustomData Name="开票日期">2024年03月05日</ofd:CustomData><ofd:CustomData Name="购买方名称">买方</ofd:CustomData>
       <ofd:CustomData Name="合计金额">1000.00</ofd:CustomData><ofd:CustomData Name="合计税额">130.00</ofd:CustomData>
       <ofd:CustomData Name="价税合计">1130.00</ofd:CustomData></ofd:CustomDatas></ofd:OFD>`,
    ],
  ])('the dialect in %s', (_name, xml) => {
    expect(readEInvoice(xml)).toMatchObject({
      ...{ number: '24112000000012345679', issuedOn: '2024-03-05', buyerName: '买方' },
      ...{ netFen: 100_000n, taxFen: 13_000n, totalFen: 113_000n, problem: null },
    })
  })

  test('what is no invoice, or means to read other files, is none', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><FP><FPHM>24112000000012345679</FPHM></FP>`
    for (const text of ['', '<a/>', '<FPHM>12</FPHM>', '<FP><FPHM>24112000000012345679</FPHM>', bomb])
      expect(readEInvoice(text)).toBeNull()
  })
})
