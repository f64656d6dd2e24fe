/** Takes the zones to another camera of the hall, to be fitted and saved there: nothing is overwritten unseen. */
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Placement } from '../../../../server/contract/cameras.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import type { BroughtZones } from './use-zone-drafts.ts';

export interface ZoneCopyProps {
  readonly data: Wall;
  readonly cameraId: string;
  /** What is stored for this camera. */
  readonly placements: readonly Placement[];
}

export function ZoneCopy({ data, cameraId, placements }: ZoneCopyProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [target, setTarget] = useState<string>();
  const others = data.cameras.filter((each) => each.id !== cameraId);
  if (others.length === 0 || placements.length === 0) return null;
  const go = () => {
    const brought = Object.fromEntries(
      placements.map((each) => [
        each.windowId,
        { clerk: each.clerkZone, applicant: each.applicantZone ?? [] },
      ]),
    );
    setOpen(false);
    void navigate(`/registry/halls/${data.hall.id}/cameras/${target}/zones`, {
      state: { brought } satisfies BroughtZones,
    });
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('zone.copyTo')}</Button>
      <Modal
        open={open}
        title={t('zone.copyTo')}
        okText={t('zone.copyGo')}
        okButtonProps={{ disabled: target === undefined }}
        onOk={go}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('zone.copyText', { n: placements.length })}</p>
        <Select
          autoFocus
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: '100%' }}
          aria-label={t('zone.copyTo')}
          placeholder={t('zone.copyChoose')}
          value={target}
          onChange={setTarget}
          options={others.map((each) => ({ value: each.id, label: each.name }))}
        />
      </Modal>
    </>
  );
}
