import type { customerRegister } from '../../api/register.ts'
import { RISKS } from '../../core/register/facts.ts'
import { registerText } from '../../text/web/register.ts'
import type { ReplyOf } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { Facts } from '../ui/page-head.tsx'
import './credit.css'
import { FormDrawer } from './form-drawer.tsx'

type Say = (key: keyof (typeof registerText)['zh']) => string
type Found = NonNullable<ReplyOf<typeof customerRegister>['found']>

/** All that one look-up showed, list by list; what was not told is said to be so. */
export function RegisterDrawer(props: { open: boolean; found: Found; onClose: () => void }) {
  const t = useText(registerText)
  const { found } = props
  return (
    <FormDrawer open={props.open} onClose={props.onClose} title={found.name} width={620}>
      <Facts
        items={[
          { label: t('code'), value: <span className="bw-num biz-wrap-any">{found.code ?? '—'}</span> },
          { label: t('status'), value: found.status || t(`state_${found.state}`) },
          { label: t('address'), value: found.address || '—' },
          { label: t('scope'), value: found.scope || '—' },
        ]}
      />
      {found.missing.length > 0 && (
        <p className="bw-warn">
          {t('untoldNote')}{' '}
          {found.missing
            .map(
              ({ part, code, message }) =>
                `${partOf(t, part)}（${[code, message].filter(Boolean).join(' ')}）`,
            )
            .join('；')}
        </p>
      )}
      {RISKS.map((risk) => (
        <List key={risk} title={t(`risk_${risk}`)} list={found.risks[risk] ?? null} />
      ))}
      <h3>{t('owners')}</h3>
      {found.owners === null ? (
        <p className="bw-muted">{t('untold')}</p>
      ) : (
        <ul className="biz-outlooks">
          {found.owners.map((owner, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: private persons have no name to be told by
            <li key={index}>
              <span>{owner.name ?? t('person')}</span>
              <span className="bw-num">{owner.shareBp === null ? '' : `${owner.shareBp / 100}%`}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>{t('changes')}</h3>
      {found.changes === null ? (
        <p className="bw-muted">{t('untold')}</p>
      ) : (
        <Changes changes={found.changes} />
      )}
    </FormDrawer>
  )
}

function partOf(t: Say, part: string): string {
  return part === 'owners' || part === 'changes' ? t(`part_${part}`) : t(`risk_${part}` as 'risk_penalty')
}

function List({
  title,
  list,
}: {
  title: string
  list: NonNullable<Found['risks'][keyof Found['risks']]> | null
}) {
  const t = useText(registerText)
  return (
    <>
      <h3>
        {title}{' '}
        {list ? (
          <span className="bw-num">{list.total}</span>
        ) : (
          <span className="bw-muted">{t('untold')}</span>
        )}
      </h3>
      {list && list.items.length > 0 && (
        <ul className="biz-outlooks">
          {list.items.map(({ on, what }) => (
            <li key={`${on}${what}`}>
              <span className="biz-wrap-any">{what}</span>
              <span className="bw-num bw-soft biz-cover-side">{on ?? ''}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Changes({ changes }: { changes: NonNullable<Found['changes']> }) {
  const t = useText(registerText)
  if (changes.length === 0) return <p className="bw-muted">{t('nothing')}</p>
  return (
    <ul className="biz-outlooks">
      {changes.map(({ on, item, before, after }) => (
        <li key={`${on}${item}`}>
          <span>
            {item}
            {(before || after) && (
              <span className="bw-soft bw-block biz-wrap-any">
                {before} → {after}
              </span>
            )}
          </span>
          <span className="bw-num bw-soft biz-cover-side">{on}</span>
        </li>
      ))}
    </ul>
  )
}
