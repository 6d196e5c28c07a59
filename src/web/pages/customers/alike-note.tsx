import { useQuery } from '@tanstack/react-query'
import { Form } from 'antd'
import { useEffect, useState } from 'react'
import { findAlike } from '../../../api/customers.ts'
import { customersText } from '../../../text/web/customers.ts'
import { queryOf, type ReplyOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'

type Asked = { name?: string; uscc?: string; phone?: string; city?: string }
type Alike = ReplyOf<typeof findAlike>['items'][number]

const PAUSE_MS = 400

/** While a customer is being typed in: who may be the same, before it is there twice (查重). */
export function AlikeNote() {
  const t = useText(customersText)
  const asked = useSettled(Form.useWatch([], Form.useFormInstance()) as Asked | undefined)
  const name = asked?.name?.trim() ?? ''
  const query = {
    name,
    ...(asked?.uscc ? { uscc: asked.uscc.trim() } : {}),
    ...(asked?.phone ? { phone: asked.phone.trim() } : {}),
    ...(asked?.city ? { city: asked.city.trim() } : {}),
  }
  const { data } = useQuery({ ...queryOf(findAlike, { query }), enabled: name.length >= 2 })
  if (name.length < 2 || !data || data.items.length === 0) return null
  return (
    <section className="biz-alike" role="status">
      <strong>{t('alikeTitle', { n: data.items.length })}</strong>
      <ul>
        {data.items.map((item) => (
          <AlikeLine key={`${item.name}${item.id}`} item={item} />
        ))}
      </ul>
    </section>
  )
}

function AlikeLine({ item }: { item: Alike }) {
  const t = useText(customersText)
  const tone = item.likeness === 'same' || item.likeness === 'duplicate' ? 'danger' : 'warn'
  return (
    <li>
      <span className={`bw-tag bw-tag-${tone}`}>{t(`alike_${item.likeness}`)}</span>
      {item.id === null ? (
        <span>{item.name}</span>
      ) : (
        <TextLink href={paths.customer(item.id)}>{item.name}</TextLink>
      )}
      <span className="bw-soft">
        {item.responsibleName ? t('alikeOf', { name: item.responsibleName }) : t('alikeNobody')}
        {item.lastActivityOn && (
          <>
            {' · '}
            {t('alikeLast')} <Day day={item.lastActivityOn} />
          </>
        )}
      </span>
    </li>
  )
}

/** The value once nobody has typed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
