import { Segmented } from 'antd'
import { receivablesText } from '../../../text/web/receivables.ts'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'

/** Which of the two readings of the past is shown, said in a sentence (design law 2). */
export function Reading() {
  const t = useText(receivablesText)
  const { values, set } = useUrl()
  const known = values.known === 'true'
  return (
    <div className="biz-reading">
      <Segmented
        value={known ? 'known' : 'business'}
        options={[
          { value: 'business', label: t('readingBusiness') },
          { value: 'known', label: t('readingKnown') },
        ]}
        onChange={(next) => set({ known: next === 'known' ? 'true' : undefined })}
      />
      <span className="bw-soft">{t(known ? 'readingKnownWhy' : 'readingBusinessWhy')}</span>
    </div>
  )
}
