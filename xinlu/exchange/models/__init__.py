from xinlu.exchange.models.sendings import Drop, Package, Sending

__all__ = ["Drop", "Package", "Sending"]
