/** Which picture lies under the zones: the present one, the one they were drawn on, or one of another day. */
import { useQuery } from '@tanstack/react-query';
import { Segmented, Select, Slider } from 'antd';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import { type CameraPicture, cameraPicture } from '../../../../server/contract/health.ts';
import { api } from '../../lib/api.ts';
import { dateText, instantText } from '../../lib/time.ts';
import { picturesToOffer } from './offered-pictures.ts';

export interface ChosenPicture {
  readonly picture: CameraPicture;
  /** How much of it lies over the present picture, 0..1. */
  readonly opacity: number;
}

export const pictureUrl = (cameraId: string, pictureId: string): string =>
  `/api/v1/cameras/${cameraId}/pictures/${pictureId}`;

export function useCameraPictures(cameraId: string) {
  return useQuery({
    queryKey: ['camera-pictures', cameraId],
    queryFn: async ({ signal }) =>
      (
        await api(`/cameras/${cameraId}/pictures`, {
          schema: listOf(cameraPicture),
          query: { limit: 200 },
          signal,
        })
      ).items,
    // Without them one still draws on the present picture.
    retry: false,
  });
}

export function ZonePictures(props: {
  readonly pictures: readonly CameraPicture[];
  readonly chosen: ChosenPicture | undefined;
  readonly onChoose: (chosen: ChosenPicture | undefined) => void;
}) {
  const { t } = useTranslation();
  const { pictures, chosen, onChoose } = props;
  const { drawnOn, today, yesterday, earlier } = picturesToOffer(pictures, Date.now());
  const near = [
    { word: t('zone.pictureDrawnOn'), picture: drawnOn },
    { word: t('zone.pictureToday'), picture: today },
    { word: t('zone.pictureYesterday'), picture: yesterday },
  ].flatMap(({ word, picture }) => (picture === undefined ? [] : [{ word, picture }]));
  if (near.length === 0 && earlier.length === 0) return null;
  const choose = (id: string) => {
    const picture = pictures.find((each) => each.id === id);
    onChoose(picture && { picture, opacity: chosen?.opacity ?? 1 });
  };
  return (
    <div className="mc-zone-pictures">
      <Segmented
        aria-label={t('zone.picture')}
        value={chosen?.picture.id ?? 'now'}
        onChange={choose}
        options={[
          { value: 'now', label: t('zone.pictureNow') },
          ...near.map(({ word, picture }) => ({
            value: picture.id,
            label: word,
            title: instantText(picture.at),
          })),
        ]}
      />
      {earlier.length > 0 && (
        <Select
          style={{ minWidth: 140 }}
          aria-label={t('zone.pictureEarlier')}
          placeholder={t('zone.pictureEarlier')}
          value={earlier.some((each) => each.id === chosen?.picture.id) ? (chosen?.picture.id ?? null) : null}
          onChange={(id: string | null) => id !== null && choose(id)}
          options={earlier.map((each) => ({ value: each.id, label: dateText(each.at) }))}
        />
      )}
      {chosen !== undefined && (
        <>
          <Slider
            style={{ width: 140 }}
            aria-label={t('zone.pictureFade')}
            tooltip={{ formatter: (percent) => t('zone.pictureFadeTip', { percent: percent ?? 0 }) }}
            value={Math.round(chosen.opacity * 100)}
            onChange={(percent) => onChoose({ ...chosen, opacity: percent / 100 })}
          />
          <span className="mc-muted">{instantText(chosen.picture.at)}</span>
        </>
      )}
    </div>
  );
}
