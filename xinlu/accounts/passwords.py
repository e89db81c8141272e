"""What a password must be made of."""

from django.core.exceptions import ValidationError

from xinlu.accounts.models import User

#: Of these kinds of characters a password holds at least three.
KINDS = (str.islower, str.isupper, str.isdigit)
LEAST_KINDS = 3


class ThreeKindsValidator:
    """Refuse a password of fewer than three kinds: small letters, capitals, digits, others."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with the code `password_kinds` when too few kinds are present."""
        others = any(not character.isalnum() or not character.isascii() for character in password)
        present = sum(any(kind(c) for c in password if c.isascii()) for kind in KINDS) + others
        if present < LEAST_KINDS:
            raise ValidationError(
                "密码须包含小写字母、大写字母、数字、其他符号中的至少三种。", code="password_kinds"
            )

    def get_help_text(self) -> str:
        """Say the rule to whoever chooses a password."""
        return "密码须包含小写字母、大写字母、数字、其他符号中的至少三种。"
