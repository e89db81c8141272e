"""What a password must be made of, and must not contain."""

from django.core.exceptions import ValidationError

from xinlu.accounts.models import User

#: Of these kinds of characters a password holds at least three, other characters being the fourth.
KINDS = (str.islower, str.isupper, str.isdigit)
LEAST_KINDS = 3
#: Names shorter than this are found in too many passwords by chance.
SHORTEST_NAME = 2


class ThreeKindsValidator:
    """Refuse a password of fewer than three kinds: small letters, capitals, digits, others."""

    SENTENCE = "密码须包含小写字母、大写字母、数字、其他符号中的至少三种。"

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with the code `password_kinds` when too few kinds are present."""
        others = any(not character.isalnum() or not character.isascii() for character in password)
        present = sum(any(kind(c) for c in password if c.isascii()) for kind in KINDS) + others
        if present < LEAST_KINDS:
            raise ValidationError(self.SENTENCE, code="password_kinds")

    def get_help_text(self) -> str:
        """Say the rule to whoever chooses a password."""
        return self.SENTENCE


class NotTheNameValidator:
    """Refuse a password that holds the username, name or telephone of its owner."""

    SENTENCE = "密码不能含有您的用户名、姓名或电话。"

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with the code `password_name` when one of them is in it."""
        if user is None:
            return
        for own in (user.username, user.name, user.phone):
            if len(own) >= SHORTEST_NAME and own.casefold() in password.casefold():
                raise ValidationError(self.SENTENCE, code="password_name")

    def get_help_text(self) -> str:
        """Say the rule to whoever chooses a password."""
        return self.SENTENCE
