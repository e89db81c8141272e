"""The demo city: fictional firms, drivers and vehicles, and three years of what befell them.

Everything is drawn from one seed, written into workbooks and tables as authorities write them, and
comes in through the import that users use; see `building.build`.
"""
