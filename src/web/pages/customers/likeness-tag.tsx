import type { Because, Likeness } from '../../../core/customer/likeness.ts'
import { mergesText } from '../../../text/web/merges.ts'
import { useText } from '../../ui/language.tsx'

/** How sure it is that two records are one company, and what speaks for it. */
export function LikenessTag({
  likeness,
  because,
}: {
  likeness: Likeness | null
  because: readonly Because[]
}) {
  const t = useText(mergesText)
  if (likeness === null) return <span className="bw-warn">{t('nothingAlike')}</span>
  const sure = likeness === 'same' || likeness === 'duplicate'
  return (
    <span className="bw-row bw-wrap">
      <span className={sure ? 'bw-tag bw-tag-danger' : 'bw-tag bw-tag-warn'}>{t(likeness)}</span>
      <span className="bw-muted">{because.map((reason) => t(`because_${reason}`)).join(' · ')}</span>
    </span>
  )
}
