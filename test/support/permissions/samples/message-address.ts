import type * as api from '../../../../src/api/message-address.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getMessageAddress: {},
  saveMessageAddress: { input: () => ({ body: { url: 'https://sales.example.com/' } }) },
}
