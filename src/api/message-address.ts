import { z } from 'zod'
import { route } from './route.ts'

/** Links in messages: what they begin with (decision 0036). */

export const getMessageAddress = route({
  id: 'getMessageAddress',
  method: 'GET',
  path: '/api/message-address',
  permission: 'channel.write',
  summary: 'By what address colleagues open the product, and who said so; null = messages carry no link',
  reply: z.object({
    url: z.string().nullable(),
    from: z.enum(['environment', 'page', 'demo']).nullable(),
  }),
})

export const saveMessageAddress = route({
  id: 'saveMessageAddress',
  method: 'PUT',
  path: '/api/message-address',
  permission: 'channel.write',
  summary: 'Says by what address colleagues open the product; null takes the links out of messages',
  body: z.object({
    url: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .nullable(),
  }),
  reply: z.object({ url: z.string().nullable() }),
})
