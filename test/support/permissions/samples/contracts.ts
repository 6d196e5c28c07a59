import type * as api from '../../../../src/api/contracts.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listContracts: { input: () => ({ query: { view: 'all', size: 200 } }) },
  searchContracts: { input: () => ({ query: { size: 200 } }) },
  getContract: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  createContract: {
    input: (r) => ({ body: { number: 'NEW-K', customerId: r.customerId, amountFen: 500 } }),
    reach: byScope,
  },
  writeContractVersion: {
    input: (r) => ({ params: { id: r.contractId }, body: { amountFen: 900, endsOn: addDays(TODAY, 400) } }),
    reach: byScope,
  },
  setContractOwnFields: {
    input: (r) => ({ params: { id: r.contractId }, body: { custom: { [r.contractFieldKey]: '华东' } } }),
    reach: byScope,
  },
  setContractPaper: {
    input: (r) => ({
      params: { id: r.contractId },
      body: { fileId: '00000000-0000-7000-8000-000000000001', reason: '对方文本' },
    }),
    reach: byScope,
    fails: { status: 404, code: 'not_found' },
  },
  // What lacks its mandatory terms is neither asked about nor approved; who reaches it is told that.
  askContractApproval: {
    input: (r) => ({ params: { id: r.contractId }, body: { reason: '新客户首单' } }),
    reach: byScope,
    fails: { status: 409, code: 'contract_incomplete' },
  },
  approveContract: {
    input: (r) => ({ params: { id: r.contractId }, body: { kind: 'approved' } }),
    reach: byScope,
    fails: { status: 409, code: 'contract_incomplete' },
  },
  recordContractStep: {
    input: (r) => ({ params: { id: r.contractId }, body: { kind: 'ended', reason: '项目取消' } }),
    reach: byScope,
  },
  contractCover: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  contractEvidence: {
    input: (r) => ({ params: { id: r.contractId } }),
    reach: byScope,
    also: 'contract.read',
  },
  contractFile: {
    input: (r) => ({ params: { id: r.contractId }, query: { format: 'docx' } }),
    reach: byScope,
  },
}
