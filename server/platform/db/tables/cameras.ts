/** Cameras and where windows are in their pictures. */
import type { Generated, JSONColumnType } from 'kysely';
import type { Polygon } from '../../../contract/cameras.ts';
import type { At, AtOrNull, CreatedAt } from './columns.ts';

export interface CamerasTables {
  camera: {
    id: Generated<string>;
    hall_id: string;
    name: string;
    credentials_sealed: Buffer | null;
    gb28181_id: string | null;
    make: string | null;
    model: string | null;
    serial: string | null;
    firmware: string | null;
    onvif_address: string | null;
    expected_fps: number | null;
    expected_kbps: number | null;
    note: Generated<string>;
    closed_at: AtOrNull;
    moved_from: string | null;
    created_at: CreatedAt;
  };
  camera_network: { id: Generated<string>; cidr: string; note: string; created_at: CreatedAt };
  camera_profile: { camera_id: string; profile: 'main' | 'sub'; url: string };
  push_key: {
    camera_id: string;
    profile: 'main' | 'sub';
    key_hash: Buffer;
    created_at: At;
  };
  placement: {
    id: Generated<string>;
    camera_id: string;
    window_id: string;
    clerk_zone: JSONColumnType<Polygon>;
    applicant_zone: JSONColumnType<Polygon> | null;
    valid_from: At;
    valid_to: AtOrNull;
  };
}
