"""`xinlu rotate_keys`: seal personal data anew with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from xinlu.collection.models import Batch, Correction
from xinlu.collection.services import files
from xinlu.collection.services import keys as of_collection
from xinlu.evaluation import sealing
from xinlu.evaluation.models import RunReceipt
from xinlu.exchange.models import FormPhoto
from xinlu.exchange.services import forms
from xinlu.registry import vault
from xinlu.registry.sealing import ring
from xinlu.registry.services import keys as of_registry


class Command(BaseCommand):
    """Seal anew with the first of XINLU_KEYS what the others sealed."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "用最新的密钥重新加密个人证件号码"

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through identifiers, records, then files; may be cut short and called again."""
        numbers = of_registry.rotate()
        rows = of_collection.rotate()
        sent, unread = vault.reseal(Batch.objects.all(), files.FOLDER)
        proofs, unread_proofs = vault.reseal(Correction.objects.all(), files.PROOFS)
        archives, unread_too = vault.reseal(RunReceipt.objects.all(), sealing.FOLDER)
        photos, unread_last = vault.reseal(FormPhoto.objects.all(), forms.PHOTOS)
        newest, oldest = ring().keys[0][0], ring().keys[-1][0]
        self.stdout.write(
            f"已用密钥 {newest} 重新加密证件号码 {numbers} 个、信用记录等 {rows} 行、"
            f"报送文件和附件 {sent + proofs} 个、评价归档 {archives} 个、"
            f"移动采集照片 {photos} 张。"
        )
        if broken := [*unread, *unread_proofs, *unread_too, *unread_last]:
            self.stderr.write(f"有 {len(broken)} 个文件无法解密:{'、'.join(broken)}。")
        if newest != oldest:
            self.stdout.write(f"检索索引由密钥 {oldest} 派生，该密钥须继续保留在 XINLU_KEYS 末位。")
